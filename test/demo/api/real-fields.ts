/** What the keys of a describe's field are for most standard fields, by value; the type is `string`. */
export const usual = {
  true: "aggregatable createable filterable groupable nillable sortable updateable",
  false:
    "aiPredictionField autoNumber calculated cascadeDelete caseSensitive custom defaultedOnCreate dependentPicklist deprecatedAndHidden displayLocationInDecimal encrypted externalId formulaTreatNullNumberAsZero highScaleNumber htmlFormatted idLookup nameField namePointing permissionable polymorphicForeignKey queryByDistance restrictedDelete restrictedPicklist searchPrefilterable unique writeRequiresMasterRead",
  null: "calculatedFormula compoundFieldName controllerName defaultValue defaultValueFormula extraTypeInfo filteredLookupInfo inlineHelpText mask maskType referenceTargetField relationshipName relationshipOrder",
  zero: "byteLength digits length precision scale",
  empty: "picklistValues referenceTo",
};

/**
 * What describes of a real org (v52) say of a sample of standard fields, with every kind of field in it. A line is
 * `Object.Field|label|keys that are the other way round|key=value|…`; in a picklist `*` marks the default and
 * `value~label` a label of its own.
 */
export const realFields = `
Account.Id|Account ID|createable defaultedOnCreate idLookup nillable updateable|byteLength=18|length=18|soapType=tns:ID|type=id
Account.IsDeleted|Deleted|aggregatable createable defaultedOnCreate nillable updateable|defaultValue=false|soapType=xsd:boolean|type=boolean
Account.MasterRecordId|Master Record ID|createable updateable|byteLength=18|length=18|referenceTo=Account|relationshipName=MasterRecord|soapType=tns:ID|type=reference
Account.Name|Account Name|nameField nillable|byteLength=765|compoundFieldName=Name|extraTypeInfo=switchablepersonname|length=255
Account.Type|Account Type|permissionable|byteLength=120|length=40|type=picklist|picklistValues=Prospect^Customer - Direct^Customer - Channel^Channel Partner / Reseller^Installation Partner^Technology Partner^Other
Account.RecordTypeId|Record Type ID||byteLength=18|length=18|referenceTo=RecordType|relationshipName=RecordType|soapType=tns:ID|type=reference
Account.ParentId|Parent Account ID|permissionable searchPrefilterable|byteLength=18|length=18|referenceTo=Account|relationshipName=Parent|soapType=tns:ID|type=reference
Account.BillingStreet|Billing Street|permissionable|byteLength=765|compoundFieldName=BillingAddress|extraTypeInfo=plaintextarea|length=255|type=textarea
Account.BillingCity|Billing City|permissionable|byteLength=120|compoundFieldName=BillingAddress|length=40
Account.BillingLatitude|Billing Latitude|groupable permissionable|compoundFieldName=BillingAddress|precision=18|scale=15|soapType=xsd:double|type=double
Account.BillingGeocodeAccuracy|Billing Geocode Accuracy|permissionable restrictedPicklist|byteLength=120|compoundFieldName=BillingAddress|length=40|type=picklist|picklistValues=Address^NearAddress^Block^Street^ExtendedZip^Zip^Neighborhood^City^County^State^Unknown
Account.BillingAddress|Billing Address|aggregatable createable groupable permissionable queryByDistance sortable updateable|soapType=urn:address|type=address
Account.Phone|Account Phone|permissionable|byteLength=120|length=40|type=phone
Account.AccountNumber|Account Number|permissionable|byteLength=120|length=40
Account.Website|Website|permissionable|byteLength=765|length=255|type=url
Account.PhotoUrl|Photo URL|createable updateable|byteLength=765|extraTypeInfo=imageurl|length=255|type=url
Account.AnnualRevenue|Annual Revenue|groupable permissionable|precision=18|soapType=xsd:double|type=currency
Account.NumberOfEmployees|Employees|permissionable|digits=8|soapType=xsd:int|type=int
Account.Description|Account Description|aggregatable filterable groupable permissionable sortable|byteLength=96000|extraTypeInfo=plaintextarea|length=32000|type=textarea
Account.OwnerId|Owner ID|defaultedOnCreate nillable|byteLength=18|length=18|referenceTo=User|relationshipName=Owner|soapType=tns:ID|type=reference
Account.CreatedDate|Created Date|createable defaultedOnCreate groupable nillable updateable|soapType=xsd:dateTime|type=datetime
Account.CreatedById|Created By ID|createable defaultedOnCreate nillable updateable|byteLength=18|length=18|referenceTo=User|relationshipName=CreatedBy|soapType=tns:ID|type=reference
Account.LastActivityDate|Last Activity|createable updateable|soapType=xsd:date|type=date
Account.LastViewedDate|Last Viewed Date|createable groupable updateable|soapType=xsd:dateTime|type=datetime
Account.ChannelProgramName|Channel Program Name|createable filterable sortable updateable|byteLength=765|length=255
Account.CleanStatus|Clean Status|permissionable restrictedPicklist|byteLength=120|length=40|type=picklist|picklistValues=Matched~In Sync^Different^Acknowledged~Reviewed^NotFound~Not Found^Inactive^Pending~Not Compared^SelectMatch~Select Match^Skipped
Contact.AccountId|Account ID|permissionable searchPrefilterable|byteLength=18|length=18|referenceTo=Account|relationshipName=Account|soapType=tns:ID|type=reference
Contact.LastName|Last Name|nillable|byteLength=240|compoundFieldName=Name|extraTypeInfo=personname|length=80
Contact.FirstName|First Name||byteLength=120|compoundFieldName=Name|extraTypeInfo=personname|length=40
Contact.Salutation|Salutation||byteLength=120|compoundFieldName=Name|extraTypeInfo=personname|length=40|type=picklist|picklistValues=Mr.^Ms.^Mrs.^Dr.^Prof.
Contact.Name|Full Name|createable nameField nillable updateable|byteLength=363|extraTypeInfo=personname|length=121
Contact.Email|Email|idLookup permissionable|byteLength=240|length=80|type=email
Contact.Birthdate|Birthdate|permissionable|soapType=xsd:date|type=date
Contact.OwnerId|Owner ID|defaultedOnCreate nillable|byteLength=18|length=18|referenceTo=User|relationshipName=Owner|soapType=tns:ID|type=reference
Contact.EmailBouncedReason|Email Bounced Reason||byteLength=765|length=255
Contact.EmailBouncedDate|Email Bounced Date|groupable|soapType=xsd:dateTime|type=datetime
Lead.Name|Full Name|createable nameField nillable updateable|byteLength=363|extraTypeInfo=personname|length=121
Lead.Company|Company|nillable|byteLength=765|length=255
Lead.Status|Status|defaultedOnCreate nillable|byteLength=765|defaultValue=Open - Not Contacted|length=255|type=picklist|picklistValues=*Open - Not Contacted^Working - Contacted^Closed - Converted^Closed - Not Converted
Lead.OwnerId|Owner ID|defaultedOnCreate namePointing nillable polymorphicForeignKey|byteLength=18|length=18|referenceTo=Group/User|relationshipName=Owner|soapType=tns:ID|type=reference
Lead.IsConverted|Converted|aggregatable defaultedOnCreate nillable updateable|defaultValue=false|soapType=xsd:boolean|type=boolean
Opportunity.AccountId|Account ID|permissionable searchPrefilterable|byteLength=18|length=18|referenceTo=Account|relationshipName=Account|soapType=tns:ID|type=reference
Opportunity.IsPrivate|Private|aggregatable defaultedOnCreate nillable permissionable|defaultValue=false|soapType=xsd:boolean|type=boolean
Opportunity.Name|Name|idLookup nameField nillable|byteLength=360|length=120
Opportunity.StageName|Stage|nillable|byteLength=765|length=255|type=picklist|picklistValues=Prospecting^Qualification^Needs Analysis^Value Proposition^Id. Decision Makers^Perception Analysis^Proposal/Price Quote^Negotiation/Review^Closed Won^Closed Lost
Opportunity.Amount|Amount|groupable permissionable|precision=18|scale=2|soapType=xsd:double|type=currency
Opportunity.Probability|Probability (%)|defaultedOnCreate groupable permissionable|precision=3|soapType=xsd:double|type=percent
Opportunity.ExpectedRevenue|Expected Amount|createable groupable permissionable updateable|precision=18|scale=2|soapType=xsd:double|type=currency
Opportunity.TotalOpportunityQuantity|Quantity|groupable permissionable|precision=18|scale=2|soapType=xsd:double|type=double
Opportunity.CloseDate|Close Date|nillable|soapType=xsd:date|type=date
Opportunity.ForecastCategory|Forecast Category|createable nillable restrictedPicklist updateable|byteLength=120|length=40|type=picklist|picklistValues=Omitted^Pipeline^BestCase~Best Case^MostLikely~Most Likely^Forecast~Commit^Closed
Opportunity.ForecastCategoryName|Forecast Category|defaultedOnCreate restrictedPicklist|byteLength=765|length=255|type=picklist|picklistValues=Omitted^Pipeline^Best Case^Commit^Closed
Opportunity.Pricebook2Id|Price Book ID|defaultedOnCreate searchPrefilterable|byteLength=18|length=18|referenceTo=Pricebook2|relationshipName=Pricebook2|soapType=tns:ID|type=reference
Opportunity.OwnerId|Owner ID|defaultedOnCreate nillable|byteLength=18|length=18|referenceTo=User|relationshipName=Owner|soapType=tns:ID|type=reference
Opportunity.FiscalQuarter|Fiscal Quarter|createable updateable|compoundFieldName=Fiscal|digits=8|soapType=xsd:int|type=int
Case.CaseNumber|Case Number|autoNumber createable defaultedOnCreate groupable idLookup nameField nillable updateable|byteLength=90|length=30
Case.AccountId|Account ID|permissionable searchPrefilterable|byteLength=18|length=18|referenceTo=Account|relationshipName=Account|soapType=tns:ID|type=reference
Case.Status|Status|defaultedOnCreate|byteLength=120|defaultValue=New|length=40|type=picklist|picklistValues=*New^Working^Escalated^Closed
Case.Priority|Priority|defaultedOnCreate permissionable|byteLength=120|defaultValue=Medium|length=40|type=picklist|picklistValues=High^*Medium^Low
Case.ClosedDate|Closed Date|createable groupable permissionable updateable|soapType=xsd:dateTime|type=datetime
Case.OwnerId|Owner ID|defaultedOnCreate namePointing nillable polymorphicForeignKey|byteLength=18|length=18|referenceTo=Group/User|relationshipName=Owner|soapType=tns:ID|type=reference
Case.ContactPhone|Contact Phone|createable updateable|byteLength=120|length=40|type=phone
Case.ContactEmail|Contact Email|createable updateable|byteLength=240|length=80|type=email
Case.Comments|Internal Comments|filterable groupable|byteLength=4000|extraTypeInfo=plaintextarea|length=4000|type=textarea
Event.Subject|Subject|groupable nameField|byteLength=765|length=255|type=combobox|picklistValues=Call^Email^Meeting^Send Letter/Quote^Other
Event.ActivityDate|Due Date Only|aggregatable|soapType=xsd:date|type=date
Event.DurationInMinutes|Duration||digits=8|soapType=xsd:int|type=int
Event.AccountId|Account ID|createable searchPrefilterable updateable|byteLength=18|length=18|referenceTo=Account|relationshipName=Account|soapType=tns:ID|type=reference
Event.OwnerId|Assigned To ID|defaultedOnCreate namePointing nillable polymorphicForeignKey|byteLength=18|length=18|referenceTo=Calendar/User|relationshipName=Owner|soapType=tns:ID|type=reference
Event.GroupEventType|Group Event Type|createable defaultedOnCreate restrictedPicklist updateable|byteLength=120|defaultValue=0|length=40|type=picklist|picklistValues=*0~Non-group Event^1~Group Event^2~Proposed Event^3~IsRecurrence2 Series Pattern
Event.RecurrenceType|Recurrence Type|restrictedPicklist|byteLength=120|length=40|type=picklist|picklistValues=RecursDaily~Recurs Daily^RecursEveryWeekday~Recurs Every Weekday^RecursMonthly~Recurs Monthly^RecursMonthlyNth~Recurs Monthly Nth^RecursWeekly~Recurs Weekly^RecursYearly~Recurs Yearly^RecursYearlyNth~Recurs Yearly Nth
Event.Recurrence2PatternVersion|Pattern Version|createable restrictedPicklist updateable|byteLength=120|length=40|type=picklist|picklistValues=1~RFC 5545 v4 RRULE^2~RFC 5545 v4_2 RRULE
OpportunityContactRole.OpportunityId|Opportunity ID|nillable updateable|byteLength=18|length=18|referenceTo=Opportunity|relationshipName=Opportunity|soapType=tns:ID|type=reference
OpportunityContactRole.Role|Role||byteLength=120|length=40|type=picklist|picklistValues=Business User^Decision Maker^Economic Buyer^Economic Decision Maker^Evaluator^Executive Sponsor^Influencer^Technical Buyer^Other
`;
