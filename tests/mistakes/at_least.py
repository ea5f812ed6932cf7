from theory.losses import unlearning_loss
from theory.models import golden
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, loss

CLAIM = Claim(
    id="at_least",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((loss("UL"),), lambda p: unlearning_loss(p, golden(p)), lambda p: p.system.scalar(0), Relation.AT_LEAST),
)
