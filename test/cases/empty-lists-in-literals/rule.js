function (user, context, callback) {
  var found = { list: [], deep: { names: [] }, first: [], replaced: [] };
  found.list.push(user.email);
  found.deep.names.push(user.name);
  found.first[0] = context.clientID;
  found.replaced = [context.clientName];
  context.idToken['https://example.com/found'] = found;
  callback(null, user, context);
}
