from theory.models import fine_tuned, pretrained
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="assumption_as_text",
    source="s",
    short="x",
    latex="",
    assumes="noiseless",
    statement=Statement((weights("w"),), pretrained, fine_tuned),
)
