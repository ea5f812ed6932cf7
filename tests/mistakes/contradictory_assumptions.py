from theory.models import golden, pretrained
from verify.assumptions import distinct, overlapping
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="contradictory_assumptions",
    source="s",
    short="x",
    latex="",
    assumes=(distinct, overlapping),
    statement=Statement((weights("w"),), pretrained, golden),
)
