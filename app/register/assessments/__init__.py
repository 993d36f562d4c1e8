"""Why a practice was judged fair: written by one person, signed by two others."""
