"""How a person proves to the portal who she is: at her organisation's OpenID provider."""
