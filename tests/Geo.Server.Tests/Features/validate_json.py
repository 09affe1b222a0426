"""validate_json.py SCHEMAS FILE: FILE holds one array a line, [definition, document]; of each is told whether it is valid by that definition, and what is not."""
import json
import sys

import jsonschema

definitions = json.load(open(sys.argv[1], encoding="utf-8"))["$defs"]
for line in open(sys.argv[2], encoding="utf-8"):
    name, document = json.loads(line)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/" + name, "$defs": definitions}
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [f"{e.json_path}: {e.message[:200]}" for e in jsonschema.Draft202012Validator(schema).iter_errors(document)]
    print("valid" if not errors else "; ".join(errors))
