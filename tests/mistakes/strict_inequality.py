from theory.models import golden, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights_squared

CLAIM = Claim(
    id="strict_inequality",
    source="s",
    short="||w_g||^2 < ||w_o||^2",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights_squared("w"),), lambda p: golden(p).sq_norm() < pretrained(p).sq_norm(), lambda p: True),
)
