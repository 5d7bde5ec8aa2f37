"""The voice library: one TOML file an engine."""
