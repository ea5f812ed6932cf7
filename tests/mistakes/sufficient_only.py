from theory.models import golden, option_a
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, pure, weights

CLAIM = Claim(
    id="sufficient_only",
    source="s",
    short="A=w_g if distinct (sufficient only)",
    latex="",
    assumes=(noiseless,),
    condition=Statement((pure("d_lap"),), lambda p: p.system.scalar(len(p.blocks.lap)), lambda p: p.system.scalar(0)),
    statement=Statement((weights("w"),), option_a, golden),
)
