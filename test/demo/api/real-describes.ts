/**
 * Fingerprints of what describes of a real org (v52) say: of an object without its lists and its newest keys, of each standard field,
 * and of each relationship to an object that the demo org has too. A fingerprint is the first 6 characters of the
 * SHA-256, in base64url, of the JSON as it was answered.
 */
export const realDescribes: Record<string, { object: string; fields: string; children: string }> = {
  Account: {
    object: "byijuJ",
    fields: `
Id:oMoHsa IsDeleted:_Ri0gV MasterRecordId:biEwgo Name:jsXLUD Type:K7NBcG RecordTypeId:gYvo6x ParentId:ZHt2Mk
BillingStreet:WPuyoS BillingCity:2ZUrIy BillingState:b9lGdy BillingPostalCode:yKnfRL BillingCountry:FMubb6
BillingLatitude:wwptt3 BillingLongitude:M7i2Ul BillingGeocodeAccuracy:EUteXU BillingAddress:Fk0U0g
ShippingStreet:tJvULr ShippingCity:NGX19_ ShippingState:_mPB2l ShippingPostalCode:uIrE5w
ShippingCountry:OiNHNT ShippingLatitude:QKsjOV ShippingLongitude:w4egDy ShippingGeocodeAccuracy:X4B3fx
ShippingAddress:4jYwjT Phone:IRlDjI Fax:AJ3kc7 AccountNumber:CObDPb Website:_uMIt2 PhotoUrl:gn2539
Sic:zM8o1O Industry:J6yr0b AnnualRevenue:O8dSOr NumberOfEmployees:8WwLLy Ownership:7O3aJU
TickerSymbol:hlHpzr Description:nM81OU Rating:gz5xch Site:5zdC2s OwnerId:hcU2SC CreatedDate:2Wrr3g
CreatedById:M26BFj LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l
LastActivityDate:g263XG LastViewedDate:MkKDAX LastReferencedDate:ibLCW5 IsPartner:3ukhEG
IsCustomerPortal:3YWBJw ChannelProgramName:0DFGcp ChannelProgramLevelName:jN1Ydj Jigsaw:4jBdyH
JigsawCompanyId:o5zoRO CleanStatus:g1pXTD AccountSource:fezmX_ DunsNumber:ALxZ0c Tradestyle:IWqyf7
NaicsCode:XTeTHW NaicsDesc:HaXFFX YearStarted:TloU5x SicDesc:fEd4Zr DandbCompanyId:1J-Sd5
OperatingHoursId:ftwPnm`,
    children: `
Account.ParentId:hUjjbk Attachment.ParentId:7gfiLH Case.AccountId:6yUrCJ Contact.AccountId:tEG7V9
ContentVersion.FirstPublishLocationId:AY6ziD Event.AccountId:_RJULm Event.WhatId:4Lmast
Lead.ConvertedAccountId:NH4cAw Note.ParentId:YxF45_ Opportunity.AccountId:CU41cw Task.AccountId:N7JkGr
Task.WhatId:rdlKEO User.AccountId:9ROcdm UserRole.PortalAccountId:u-E_uM`,
  },
  Case: {
    object: "I1mFk9",
    fields: `
Id:AOdzjW IsDeleted:_Ri0gV MasterRecordId:ZQYNH1 CaseNumber:CcNoiJ ContactId:ybIicS AccountId:s6FVca
AssetId:QusKxU ParentId:R-TAvh SuppliedName:F1Ullx SuppliedEmail:sDeboX SuppliedPhone:bZSQmu
SuppliedCompany:g9FMkv Type:ewyecV Status:HZbIjh Reason:--PJQT Origin:b5fU1P Subject:rR-NDo Priority:6qnO4d
Description:Q1QRmt IsClosed:HOM8a0 ClosedDate:_wqdQV IsEscalated:UpxAnv OwnerId:a4uRKr CreatedDate:2Wrr3g
CreatedById:M26BFj LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l ContactPhone:jLB3-l
ContactMobile:6TFMA0 ContactEmail:47Owm_ ContactFax:mw2AYl Comments:KXnKvN LastViewedDate:MkKDAX
LastReferencedDate:ibLCW5`,
    children: `
Attachment.ParentId:7gfiLH Case.ParentId:7ZsApt ContentVersion.FirstPublishLocationId:AY6ziD
Event.WhatId:4Lmast Task.WhatId:rdlKEO`,
  },
  Contact: {
    object: "xAxtYT",
    fields: `
Id:tnlsze IsDeleted:_Ri0gV MasterRecordId:8S40na AccountId:s6FVca LastName:augrqH FirstName:opy4PY
Salutation:PCcc08 Name:ds2uy2 OtherStreet:kQ82OP OtherCity:Tp-F-E OtherState:GROXzA OtherPostalCode:Mjxwmg
OtherCountry:8MY1f8 OtherLatitude:OITZDe OtherLongitude:2_xRQA OtherGeocodeAccuracy:tesXeN
OtherAddress:QtwAYK MailingStreet:UuUIuo MailingCity:L2iQjW MailingState:lPcAhy MailingPostalCode:7VxIBf
MailingCountry:ldG_20 MailingLatitude:ChOy8c MailingLongitude:l2UJqr MailingGeocodeAccuracy:eibnTe
MailingAddress:pGxBLe Phone:wqiaRw Fax:JNYH2p MobilePhone:wY5oEP HomePhone:PJ3VYF OtherPhone:hKwUQq
AssistantPhone:tmG9mY ReportsToId:rPRU-W Email:vb1qjR Title:_lIKSp Department:UvKZcW AssistantName:fmDVBX
LeadSource:7M5joI Birthdate:ovYKfh Description:R6BHqT OwnerId:hcU2SC CreatedDate:2Wrr3g CreatedById:M26BFj
LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l LastActivityDate:g263XG
LastCURequestDate:G_klGL LastCUUpdateDate:etQbfa LastViewedDate:MkKDAX LastReferencedDate:ibLCW5
EmailBouncedReason:5mS_kU EmailBouncedDate:kuj9ch IsEmailBounced:PRDxm6 PhotoUrl:gn2539 Jigsaw:4jBdyH
JigsawContactId:gKdmxC CleanStatus:g1pXTD IndividualId:0dl2D8`,
    children: `
Attachment.ParentId:7gfiLH CampaignMember.ContactId:JTJWbm CampaignMember.LeadOrContactId:o9RSGD
Case.ContactId:sqCvY6 Contact.ReportsToId:UdKdJM ContentVersion.FirstPublishLocationId:AY6ziD
Event.WhoId:lEge-P Lead.ConvertedContactId:ZMy7SX Note.ParentId:YxF45_ Opportunity.ContactId:7t0yaL
OpportunityContactRole.ContactId:Qdeca0 Task.WhoId:a117kj User.ContactId:CIU-c_`,
  },
  Event: {
    object: "LkzhCZ",
    fields: `
Id:SFVcfF WhoId:dx1sD8 WhatId:MbtZH9 Subject:vMkKph Location:bgx7Vu IsAllDayEvent:9LEwjH
ActivityDateTime:ARCNwX ActivityDate:HxKTdU DurationInMinutes:in7kI8 StartDateTime:suD43i EndDateTime:f4QUxE
EndDate:Ce7UUS Description:Q1QRmt AccountId:JikkfJ OwnerId:s_pIGv IsPrivate:8kqAZh ShowAs:k18crx
IsDeleted:_Ri0gV IsChild:eBFAfQ IsGroupEvent:XAiYwf GroupEventType:F7HZEQ CreatedDate:2Wrr3g
CreatedById:M26BFj LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l IsArchived:TNIXMY
RecurrenceActivityId:6X4LEB IsRecurrence:38Z7lW RecurrenceStartDateTime:iIREhc RecurrenceEndDateOnly:LfVpWT
RecurrenceTimeZoneSidKey:12xLcn RecurrenceType:bdu7kY RecurrenceInterval:k0xids
RecurrenceDayOfWeekMask:aAyRhO RecurrenceDayOfMonth:YRAe0z RecurrenceInstance:bwaRs2
RecurrenceMonthOfYear:bScY2v ReminderDateTime:OqLL4K IsReminderSet:yWZ66x EventSubtype:gHa5Dd
IsRecurrence2Exclusion:8vNEqn Recurrence2PatternText:8o8cha Recurrence2PatternVersion:2ExX3L
IsRecurrence2:BICy6N IsRecurrence2Exception:IYHDlJ Recurrence2PatternStartDate:NuNgY8
Recurrence2PatternTimeZone:aDxD0q`,
    children: `
Attachment.ParentId:7gfiLH ContentVersion.FirstPublishLocationId:AY6ziD Event.RecurrenceActivityId:SrqE7u`,
  },
  Lead: {
    object: "s3J5Pr",
    fields: `
Id:iQ2Fg4 IsDeleted:_Ri0gV MasterRecordId:7JSb2s LastName:augrqH FirstName:opy4PY Salutation:J-ESfS
Name:ds2uy2 Title:_lIKSp Company:2JWh1m Street:8upYd_ City:2aU4nH State:kG-FJ6 PostalCode:EWiEkL
Country:agqkMY Latitude:dMf4Iz Longitude:BdVvOm GeocodeAccuracy:OPLw6B Address:a87lcW Phone:MU_iT-
MobilePhone:wY5oEP Fax:O83QFY Email:vb1qjR Website:_uMIt2 PhotoUrl:gn2539 Description:Q1QRmt
LeadSource:7M5joI Status:ch6aZb Industry:g4sNFg Rating:gdzxi9 AnnualRevenue:O8dSOr NumberOfEmployees:8WwLLy
OwnerId:a4uRKr IsConverted:FLiuUb ConvertedDate:ts4Vcm ConvertedAccountId:OJBPZN ConvertedContactId:npi2Jj
ConvertedOpportunityId:fQ6jqr IsUnreadByOwner:8Oj_YL CreatedDate:2Wrr3g CreatedById:M26BFj
LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l LastActivityDate:g263XG
LastViewedDate:MkKDAX LastReferencedDate:ibLCW5 Jigsaw:4jBdyH JigsawContactId:gKdmxC CleanStatus:g1pXTD
CompanyDunsNumber:mZcJ-s DandbCompanyId:1J-Sd5 EmailBouncedReason:ZVeahl EmailBouncedDate:Po-0ws
IndividualId:0dl2D8`,
    children: `
Attachment.ParentId:7gfiLH CampaignMember.LeadId:EGVrnM CampaignMember.LeadOrContactId:o9RSGD
ContentVersion.FirstPublishLocationId:AY6ziD Event.WhoId:lEge-P Note.ParentId:YxF45_ Task.WhoId:a117kj`,
  },
  Opportunity: {
    object: "HMuBi8",
    fields: `
Id:DNvBRk IsDeleted:_Ri0gV AccountId:s6FVca IsPrivate:PshAAM Name:ELBqw- Description:Q1QRmt StageName:cnM3tw
Amount:rdHW-V Probability:pFD4X2 ExpectedRevenue:yZF-qS TotalOpportunityQuantity:VY7aKJ CloseDate:L2jLNu
Type:MEsPId NextStep:Limgkr LeadSource:7M5joI IsClosed:HOM8a0 IsWon:jC5uCc ForecastCategory:EVNLhv
ForecastCategoryName:APFquE CampaignId:tmxC-v HasOpportunityLineItem:iU2_Xo Pricebook2Id:uWo1oq
OwnerId:hcU2SC CreatedDate:2Wrr3g CreatedById:M26BFj LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ
SystemModstamp:CcLI0l LastActivityDate:g263XG LastStageChangeDate:7xCE4m FiscalQuarter:Ee20kg
FiscalYear:4eIzKN Fiscal:k-M5y8 ContactId:RSCExF LastViewedDate:MkKDAX LastReferencedDate:ibLCW5
HasOpenActivity:a243UU HasOverdueTask:p0yudy LastAmountChangedHistoryId:Ij-WbQ
LastCloseDateChangedHistoryId:buhDxU`,
    children: `
Attachment.ParentId:7gfiLH ContentVersion.FirstPublishLocationId:AY6ziD Event.WhatId:4Lmast
Lead.ConvertedOpportunityId:Xo9bbe Note.ParentId:YxF45_ OpportunityContactRole.OpportunityId:IhamJo
OpportunityLineItem.OpportunityId:nomiaX Task.WhatId:rdlKEO`,
  },
  OpportunityContactRole: {
    object: "g772o-",
    fields: `
Id:M8TNNC OpportunityId:8gtVqS ContactId:2iKFIJ Role:KMUp8F IsPrimary:Cb7CEE CreatedDate:2Wrr3g
CreatedById:M26BFj LastModifiedDate:UeL7FJ LastModifiedById:giaeYJ SystemModstamp:CcLI0l IsDeleted:_Ri0gV`,
    children: `
`,
  },
};
