module mqttspec-go-target

go 1.24.0

require (
	// The one release whose number was found; "go get github.com/bitechdev/ResolveSpec@a81031b83d90" takes the commit that was read.
	// Neither was ever resolved.
	github.com/bitechdev/ResolveSpec v1.1.46
	github.com/glebarez/sqlite v1.11.0
	gorm.io/driver/postgres v1.6.0
	gorm.io/gorm v1.30.0
)

// As in each go.mod of the module that was read (none is that of the commit above): a replacement holds in the main module only.
replace github.com/uptrace/bun => github.com/warkanum/bun v1.2.17
