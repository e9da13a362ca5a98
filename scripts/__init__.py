"""What a person types: set-up, tests, benches and the command line of the atlas."""
