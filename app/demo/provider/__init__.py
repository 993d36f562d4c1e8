"""Northfold Energy's own OpenID provider: anybody may be anyone, so only a demo has it."""
