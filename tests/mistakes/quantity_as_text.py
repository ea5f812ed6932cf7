from theory.models import fine_tuned, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement

CLAIM = Claim(
    id="quantity_as_text", source="s", short="x", latex="", assumes=(noiseless,), statement=Statement(("w",), pretrained, fine_tuned)
)
