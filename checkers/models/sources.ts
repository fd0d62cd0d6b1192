/** Who says what the lattice of models says: each `source` begins with one of these names, or with `by definition`. */
export const modelSources = {
  Adya:
    'A. Adya, "Weak Consistency: A Generalized Theory and Optimistic Implementations for Distributed Transactions", ' +
    'PhD thesis, MIT 1999',
  'Adya, Liskov, O’Neil': 'A. Adya, B. Liskov, P. O’Neil, "Generalized Isolation Level Definitions", ICDE 2000',
  Ahamad:
    'M. Ahamad, G. Neiger, J. Burns, P. Kohli, P. Hutto, "Causal Memory: Definitions, Implementation, and Programming", ' +
    'Distributed Computing 1995',
  Bailis:
    'P. Bailis, A. Davidson, A. Fekete, A. Ghodsi, J. Hellerstein, I. Stoica, "Highly Available Transactions: Virtues ' +
    'and Limitations", VLDB 2014',
  Berenson: 'H. Berenson et al., "A Critique of ANSI SQL Isolation Levels", SIGMOD 1995',
  'Biswas & Enea': 'R. Biswas, C. Enea, "On the Complexity of Checking Transactional Consistency", OOPSLA 2019',
  Bouajjani: 'A. Bouajjani, C. Enea, R. Guerraoui, J. Hamza, "On Verifying Causal Consistency", POPL 2017',
  Brzezinski: 'J. Brzezinski, C. Sobaniec, D. Wawrzyniak, "From Session Causality to Causal Consistency", PDP 2004',
  'Cerone, Bernardi, Gotsman':
    'A. Cerone, G. Bernardi, A. Gotsman, "A Framework for Transactional Consistency Models with Atomic Visibility", ' +
    'CONCUR 2015',
  'Cerone & Gotsman': 'A. Cerone, A. Gotsman, "Analysing Snapshot Isolation", JACM 2018 (PODC 2016)',
  Crooks:
    'N. Crooks, Y. Pu, L. Alvisi, A. Clement, "Seeing is Believing: A Client-Centric Specification of Database ' +
    'Isolation", PODC 2017',
  'Daudjee & Salem 2004': 'K. Daudjee, K. Salem, "Lazy Database Replication with Ordering Guarantees", ICDE 2004',
  'Daudjee & Salem 2006': 'K. Daudjee, K. Salem, "Lazy Database Replication with Snapshot Isolation", VLDB 2006',
  Elle:
    'K. Kingsbury, P. Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB 2020, and the ' +
    'lattice of its program (elle.consistency-model)',
  Elnikety:
    'S. Elnikety, F. Pedone, W. Zwaenepoel, "Database Replication Using Generalized Snapshot Isolation", SRDS 2005',
  'Herlihy & Wing':
    'M. Herlihy, J. Wing, "Linearizability: A Correctness Condition for Concurrent Objects", TOPLAS 1990',
  Kleppmann: 'M. Kleppmann, "How to do distributed locking", 2016',
  Lamport:
    'L. Lamport, "How to Make a Multiprocessor Computer That Correctly Executes Multiprocess Programs", IEEE ' +
    'Transactions on Computers 1979',
  Liu:
    'S. Liu, P. Ölveczky, K. Santhanam, Q. Wang, I. Gupta, J. Meseguer, "ROLA: A New Distributed Transaction Protocol ' +
    'and Its Formal Analysis", FASE 2018',
  Terry: 'D. Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", PDIS 1994',
  'Terry 2013': 'D. Terry, "Replicated Data Consistency Explained Through Baseball", CACM 2013',
  'Viotti & Vukolic':
    'P. Viotti, M. Vukolic, "Consistency in Non-Transactional Distributed Storage Systems", ACM Computing Surveys 2016',
} as const satisfies Readonly<Record<string, string>>;
