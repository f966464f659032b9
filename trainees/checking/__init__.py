"""What is found about rows and lists before anybody decides; nothing is written here."""
