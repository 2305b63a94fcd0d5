"""Import of the Flemish product catalogue (LPDC of the cities, IPDC of Flanders) as drafts."""
