from theory.models import golden, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, Truth, weights

CLAIM = Claim(
    id="false_without_counterexample",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    truth=Truth.FALSE,
    statement=Statement((weights("w"),), pretrained, golden),
)
