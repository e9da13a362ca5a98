"""Services: what changes the database or checks it. Each takes a session or an engine."""
