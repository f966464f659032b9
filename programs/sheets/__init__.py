"""What the programme year writes into workbooks, one module per list."""
