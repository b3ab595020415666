function firstApp(user, context, callback) {
  const clients = context.sso.current_clients || [];
  if (clients.length === 0) console.log('first application of this session');
  callback(null, user, context);
}
