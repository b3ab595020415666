function onlyBilling(user, context, callback) {
  if (context.clientID !== 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a') return;
  context.idToken['https://billing.example.com/id'] = user.user_id;
  callback(null, user, context);
}
