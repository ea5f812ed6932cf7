from theory.models import fine_tuned, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

claim = Claim(
    id="lower_case_claim",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), pretrained, fine_tuned),
)
