function attributes(user, context, callback) {
  context.samlConfiguration = context.samlConfiguration || {};
  context.samlConfiguration.mappings = { Name: 'name' };
  user.name = 'Member ' + user.user_id;
  callback(null, user, context);
}
