"""Backups as one encrypted file: `manifest.json`, then `parts/<name>.tar` each, then `checksums.json`, as a tar in age's format."""
