from theory.models import pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="same_side_twice",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), pretrained, pretrained),
)
