"""One module per verb; `vanban.command` imports a module only when its verb is called."""
