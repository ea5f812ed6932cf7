import numpy as np

from theory.models import golden, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, weights

CLAIM = Claim(
    id="numpy_norm",
    source="s",
    short="norm",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("n"),), lambda p: np.linalg.norm(golden(p)), lambda p: np.linalg.norm(pretrained(p)), Relation.AT_MOST),
)
