import type { ObjectFacts } from "../../store/object-facts.ts";

/** A record on its way through an approval process. */
export const processInstance: ObjectFacts = {
  name: "ProcessInstance",
  label: "Process Instance",
  labelPlural: "Process Instances",
  keyPrefix: "04g",
  abilities: "Q",
  fields: `
Id|Process Instance ID|id||fsgadI
ProcessDefinitionId|Process Definition ID|reference||fsga|to=ProcessDefinition|as=ProcessDefinition
TargetObjectId|Target Object ID|reference||fsgaw|to=Account/Case/Lead/Opportunity|as=TargetObject|children=ProcessInstances|cascade=1
Status|Status|picklist|40|fsgar|values=Approved^Rejected^Removed^Fault^Pending^Hold^Reassigned^NoResponse
CompletedDate|Completed Date|datetime||nfsa
LastActorId|Last Actor|reference||nfsga|to=User|as=LastActor
IsDeleted|Deleted|boolean||fsgd
SubmittedById|Submitted By|reference||nfsga|to=User|as=SubmittedBy
CreatedDate|Created Date|datetime||fsad
CreatedById|Created By ID|reference||fsgad|to=User|as=CreatedBy
LastModifiedDate|Last Modified Date|datetime||fsad
LastModifiedById|Last Modified By ID|reference||fsgad|to=User|as=LastModifiedBy
SystemModstamp|System Modstamp|datetime||fsad
`,
};
