"""What is heard when, for people who read along: captions, and books that turn their own pages."""
