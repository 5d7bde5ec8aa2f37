"""What was delivered, judged: sound files, clips and what can be heard in them -> findings."""
