from portal.policy import PUBLIC, SIGNED_IN

ACCESS = {
    "home:front": PUBLIC,
    "home:workbench": SIGNED_IN,
    "home:text_size": PUBLIC,
    "home:font": PUBLIC,
    "home:rare_font": PUBLIC,
    "home:help": PUBLIC,
    "home:accessibility": PUBLIC,
    "home:privacy": PUBLIC,
}
