"""Where on earth a photo was taken, by the names of cities; knows no database and no network."""
