"""Runs Rollcall beside its peers and compares what both cost."""
