from theory.models import golden, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, weights

CLAIM = Claim(
    id="square_root",
    source="s",
    short="||w_g|| <= ||w_o||",
    latex="",
    assumes=(noiseless,),
    statement=Statement(
        (weights("norm"),), lambda p: golden(p).sq_norm() ** 0.5, lambda p: pretrained(p).sq_norm() ** 0.5, Relation.AT_MOST
    ),
)
