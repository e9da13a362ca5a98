"""What ``./scripts/bench`` measures, and the national set that it measures on."""
