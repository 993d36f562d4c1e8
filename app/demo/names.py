"""Made-up people: given names and family names that are put together at random."""

GIVEN = """
Aaron Abigail Adaeze Adam Aditi Agnieszka Aisha Alan Alasdair Alexandra Alice Alina Alison Amir Ana Andrea
Andrew Angus Anjali Anna Anthony Anwen Arjun Arthur Asha Aylin Barbara Beatrice Bethan Blessing Bogdan Brenda
Brian Bronwen Bruno Calum Carmen Caroline Catherine Cerys Chidi Chloe Christina Ciara Claire Colin Conor Daniela
David Deborah Denise Derek Diana Dmitri Dominic Donna Douglas Duncan Edward Eilidh Elaine Elena Elif Eleri Emeka
Emily Emma Eoin Eric Esther Eva Farah Fatima Femi Fergus Fiona Fraser Gareth Gavin Gemma George Gillian Giulia
Grace Graham Gwen Hamish Hannah Harriet Hassan Heather Hugh Huda Iain Ibrahim Imogen Ines Ingrid Iona Irene Isaac
Ivan Jack Jacqueline James Jamila Jan Janet Jasmine Javier Jean Jennifer Jessica Joanna Joel Jonas Joseph Joyce
Julia Karen Karim Karolina Kate Keith Kenneth Kerry Kevin Kirsty Kofi Krzysztof Lakshmi Laura Lauren Leanne Leila
Lena Leon Lewis Lin Linda Lorna Louise Lucas Lucy Lukasz Magda Mahmoud Malcolm Manuel Margaret Maria Marta Martin
Matthew Maxine Megan Michael Michelle Miriam Mohan Moira Morag Murray Nadia Naomi Natalie Neil Nia Nicola Nikhil
Nina Nisha Noel Nora Olga Oliver Olivia Olu Omar Oscar Owen Pablo Pamela Patrick Paul Peter Petra Philip Piotr
Rachel Rafael Rajesh Rebecca Reza Rhiannon Rhys Richard Rita Robert Rory Rosa Rosemary Ross Roxana Sadia Sally
Sandra Sanjay Sarah Scott Sean Shabnam Sharon Sheila Shona Simon Sofia Sophie Stella Stephen Stuart Sunita Susan
Svetlana Tariq Tatiana Teresa Thandi Thomas Tomasz Tracey Una Uma Valerie Vera Victor Victoria Vikram Walter Wei
Wendy William Yasmin Yvonne Zainab Zara Zoe
""".split()  # noqa: SIM905

FAMILY = """
Abara Adebayo Ahmed Aitken Akhtar Allan Anand Anderson Andrade Archer Armstrong Bailey Bains Baird Balogun Banerjee
Barclay Barnes Barrett Begum Bevan Bhatt Bianchi Blair Boyle Brennan Brodie Brook Bryce Byrne Cairns Calder Campbell
Carrick Carter Chandra Chapman Chen Christie Clegg Coleman Collins Cooper Costa Craig Crawford Cunningham Dalgleish
Das Davies Desai Dhillon Dixon Doherty Donnelly Douglas Doyle Drummond Dudek Duffy Dutta Edwards Egan Eke Ellis Evans
Farrell Farooq Fernandes Ferrari Finlay Fisher Fletcher Forbes Foster Franklin Fraser Gallagher Garcia Gibson Gill
Glen Gordon Graham Grant Gray Griffiths Gunn Gupta Hall Hamilton Hart Hay Henderson Hill Holland Hope Howells Hughes
Hunter Hussain Ibrahim Iqbal Ivanov Jackson James Jarvis Jenkins Johansson Jones Joshi Kamara Kapoor Kaur Keane Kemp
Kennedy Khan Kowalski Kumar Laing Lamb Lawson Lewis Lindsay Lopez Lowe Lyle Mackay MacLeod Mahmood Malik Marshall
Martinez Mason Mathieson Matthews McAdam McBride McCall McGrath McKenna McNeill Mehta Mensah Milne Mistry Mitchell
Moran Morgan Morrison Muir Murphy Nair Napier Ncube Nelson Newton Nguyen Nolan Novak Nowak Nwosu Obi Ogilvie Okeke
Olsen Omar Orr Osborne Paterson Patel Pearce Pereira Petrov Phillips Pieterse Pollock Popescu Powell Price Pugh Qureshi
Rahman Rao Rees Rennie Richards Ritchie Roberts Robson Rodrigues Rossi Russell Saeed Sanders Santos Scott Shah Sharma
Shaw Sheikh Silva Simpson Sinclair Singh Smart Sokolov Sommer Stevens Stewart Sutherland Swan Szabo Tait Tanaka Tate
Taylor Telfer Thapa Thomson Todd Torres Tucker Turnbull Turner Urquhart Varga Vaughan Verma Wallace Walsh Ward Watson
Watt Weir West White Wilkie Williams Wilson Wood Wright Wu Yadav Yang Young Zaman Zielinski
""".split()  # noqa: SIM905
