from theory.models import golden, option_a
from verify.assumptions import distinct, noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="condition_as_assumption",
    source="s",
    short="A=w_g exactly when distinct",
    latex="",
    assumes=(noiseless,),
    condition=distinct,
    statement=Statement((weights("w"),), option_a, golden),
)
