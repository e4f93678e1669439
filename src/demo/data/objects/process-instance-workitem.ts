import type { ObjectFacts } from "../../store/object-facts.ts";

/** An approval that somebody is asked for. */
export const processInstanceWorkitem: ObjectFacts = {
  name: "ProcessInstanceWorkitem",
  label: "Approval Request",
  labelPlural: "Approval Requests",
  keyPrefix: "04i",
  abilities: "Q",
  fields: `
Id|Process Instance Workitem ID|id||fsgadI
ProcessInstanceId|Process Instance ID|reference||fsga|to=ProcessInstance|as=ProcessInstance|children=Workitems|cascade=1
OriginalActorId|Original User or Queue ID|reference||fsga|to=User|as=OriginalActor
ActorId|User or Queue ID|reference||fsga|to=User|as=Actor
IsDeleted|Deleted|boolean||fsgd
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
