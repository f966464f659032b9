"""What waits for whom in the programme year; each list costs a fixed number of queries.

What an actor's duties do not allow is not on their list.
"""
