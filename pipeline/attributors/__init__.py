"""Other ways to say who speaks: plug-ins that are shown a scene and answer with labels."""
