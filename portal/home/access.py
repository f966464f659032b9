from institutions.states import Kind
from portal.policy import PUBLIC, SIGNED_IN, only

BUREAU = only(Kind.BUREAU)

ACCESS = {
    "home:front": PUBLIC,
    "home:workbench": SIGNED_IN,
    "home:brief": BUREAU,
    "home:brief_pdf": BUREAU,
    "home:brief_docx": BUREAU,
    "home:text_size": PUBLIC,
    "home:font": PUBLIC,
    "home:rare_font": PUBLIC,
    "home:help": PUBLIC,
    "home:accessibility": PUBLIC,
    "home:privacy": PUBLIC,
}
