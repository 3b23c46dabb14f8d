"""The frame that readers of official lists stand on: XML, tables, days, the FollowTheMoney model, fetching."""
