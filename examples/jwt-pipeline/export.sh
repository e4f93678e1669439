#!/usr/bin/env bash
# Exports the open opportunities to $1 (a new folder for each day is a good choice). See README.md beside this file.
set -euo pipefail

folder=${1:?the folder to write to}
mkdir -p "$folder"
export SALESFORCE_READ_ONLY=true
export SALESFORCE_FILES_DIR=$folder

# Words on purpose: the command may have arguments.
read -r -a program <<< "${SALESFORCE_REST_MCP:-salesforce-rest-mcp}"

"${program[@]}" doctor
"${program[@]}" call createBulkQuery '{
  "soql": "SELECT Id, Name, Amount, CloseDate, StageName, OwnerId FROM Opportunity WHERE IsClosed = false",
  "saveTo": "opportunities.csv",
  "waitSeconds": 600
}'
