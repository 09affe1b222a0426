namespace Geo.Data;

/// <summary>The database cannot be had or used; the message says what, where and how to mend it.</summary>
public class DataException(string message, Exception? inner = null) : Exception(message, inner);
