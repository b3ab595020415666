function attributes(user, context, callback) {
  if (context.clientName === 'B') user.nickname = 'guest';
  if (context.clientName === 'AWS') context.samlConfiguration.mappings = { Name: 'name', Plan: 'user_metadata.plan.name' };
  else context.samlConfiguration.mappings = { Nick: 'nickname', Mail: 'email' };
  callback(null, user, context);
}
