package rollout

import (
	pages "sartor/internal/console/rollout"
	api "sartor/internal/httpapi/rollout"
	"sartor/internal/httpapi/room"
	"sartor/internal/server"
)

// Pages are what the console shows of them.
func Pages(c *server.Chain) pages.Ports {
	return pages.Ports{Desk: Desk{Keeper{c}}, Chain: c.DB.Catalogue, Called: Desk{Keeper{c}}.Called}
}

// Routes are the API's rows about rollouts of an open chain.
func Routes(c *server.Chain) []room.Route { return api.Room{Desk: Desk{Keeper{c}}}.Routes() }
