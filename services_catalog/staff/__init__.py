"""The staff pages: people of the city sign in and keep the catalogue true."""
