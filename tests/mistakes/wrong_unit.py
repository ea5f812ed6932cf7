from theory.losses import unlearning_loss
from theory.models import fine_tuned
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, pure

CLAIM = Claim(
    id="wrong_unit",
    source="s",
    short="unit wrong",
    latex="",
    assumes=(noiseless,),
    statement=Statement((pure("UL"),), lambda p: unlearning_loss(p, fine_tuned(p)), lambda p: p.system.scalar(0)),
)
