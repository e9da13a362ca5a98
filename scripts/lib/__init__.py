"""Parts of the scripts: shell libraries (``*.sh``), the server, the browser's files."""
