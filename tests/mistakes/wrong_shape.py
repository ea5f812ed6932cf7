from theory.models import golden
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="wrong_shape",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), lambda p: p.x_f.T @ golden(p), lambda p: p.zero),
)
