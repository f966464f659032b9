from portal.policy import PUBLIC, SIGNED_IN

ACCESS = {
    "home:front": PUBLIC,
    "home:workbench": SIGNED_IN,
}
