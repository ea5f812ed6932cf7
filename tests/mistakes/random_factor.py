import random

from theory.models import pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="random_factor",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), lambda p: pretrained(p) * random.randint(1, 9), pretrained),
)
