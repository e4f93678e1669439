/** Fictional names and phrases that the seed draws from. */
export const companies = [
  "Aurora Analytics", "Bluefin Logistics", "Cedar & Sons, Ltd.", "Dunmore Dairy", "Ember Robotics", "Fjordlight Énergie",
  "Granite Peak Mining", "Harbour Street Books", "Ibis Biotech", "Juniper Textiles", "Kestrel Aviation", "Lumen Optics",
  "Møller Maritime", "Northwind Orchards", "Obsidian Security", "Pemberton Foods", "Quill \"Ink\" Publishing", "Riverstone Bank",
  "Solstice Solar", "Tamarack Timber", "Umbra Studios", "Verdant Farms", "Willow Health", "Xenon Lighting", "Yarrow Cosmetics",
  "Zephyr Wind", "Atlas Freight", "Borealis Software", "Copperfield Plumbing", "Delphi Consulting", "Evergreen Paper",
  "Falcon Foundry", "Glacier Water", "Hollis Motors", "Iron Gate Steel", "Jade Garden Teas", "Königsberg Instruments",
  "Larkspur Hotels", "Meridian Telecom", "Nimbus Cloudworks",
] as const;

export const firstNames = ["Ada", "Björn", "Chloé", "Dmitri", "Elena", "Farid", "Grace", "Hiroshi", "Ines", "Jonas", "Keiko", "Liam", "Maya", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Søren", "Tara", "Uma", "Viktor", "Wren", "Yusuf", "Zoë"] as const;

export const lastNames = ["Abara", "Bergström", "Castellano", "Doyle", "Eriksen", "Fontaine", "Gupta", "Hoffmann", "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "O'Brien", "Petrov", "Quispe", "Rossi", "Sánchez", "Tanaka", "Ueda", "Vargas", "Weiß", "Yılmaz", "Zhang"] as const;

export const cities = [["Berlin", "", "10115", "Germany", 52.53, 13.38], ["Austin", "TX", "78701", "USA", 30.27, -97.74], ["Portland", "OR", "97201", "USA", 45.51, -122.68], ["London", "", "EC1A 1BB", "United Kingdom", 51.52, -0.1], ["São Paulo", "SP", "01310-100", "Brazil", -23.56, -46.65], ["Osaka", "", "530-0001", "Japan", 34.7, 135.5]] as const;

export const titles = ["CEO", "CFO", "VP Sales", "Head of Procurement", "IT Manager", "Operations Lead", "Buyer", "Engineer"] as const;

export const caseSubjects = ["Delivery is late", "Invoice shows the wrong amount", "Cannot log in", "Unit stops after an hour", "Question about the warranty", "Please send the manual", "Noise from the fan", "Password reset does not arrive"] as const;

export const taskSubjects = ["Call", "Send Quote", "Send Letter", "Follow up on the offer", "Prepare the demo", "Check the contract", "Ask for a reference"] as const;

export const productNames = [["Sensor S1", "SEN-1", "Hardware", 120], ["Sensor S2", "SEN-2", "Hardware", 180], ["Gateway", "GTW-1", "Hardware", 950], ["Control Suite", "SW-CTL", "Software", 4200], ["Analytics Add-on", "SW-ANA", "Software", 1800], ["Installation", "SRV-INS", "Services", 1500], ["Premium Support", "SRV-SUP", "Services", 2400], ["Training Day", "SRV-TRN", "Services", 900]] as const;
