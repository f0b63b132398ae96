"""The site as a WordPress export. `export` writes the file, `items` and `discussions` fill it; `elements` is XML."""
