"""What each role sees of a person, as data: nobody sees a field that the person cannot see."""
