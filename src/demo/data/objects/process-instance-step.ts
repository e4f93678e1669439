import type { ObjectFacts } from "../../store/object-facts.ts";

/** What somebody did about an approval. */
export const processInstanceStep: ObjectFacts = {
  name: "ProcessInstanceStep",
  label: "Process Instance Step",
  labelPlural: "Process Instance Steps",
  keyPrefix: "04h",
  abilities: "Q",
  fields: `
Id|Process Instance Step ID|id||fsgadI
ProcessInstanceId|Process Instance ID|reference||fsga|to=ProcessInstance|as=ProcessInstance|children=Steps|cascade=1
StepStatus|Status|picklist|40|nfsgar|values=Started^Approved^Rejected^Removed^Reassigned
OriginalActorId|Assigned To ID|reference||fsga|to=User|as=OriginalActor
ActorId|Actual Approver ID|reference||fsga|to=User|as=Actor
Comments|Comments|textarea|4000|n
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
